package io.liuhen.storage;

import io.liuhen.storage.index.Index;
import io.liuhen.storage.pieces.Pieces;
import io.liuhen.storage.space.Space;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/** What every part of an open engine works with. */
record EngineParts(
        Pieces pieces,
        Index index,
        Committer committer,
        Space space,
        Executor threads,
        InstantSource clock,
        LongSupplier nanoTime) {}
