package io.liuhen.server;

import picocli.CommandLine.Command;

/** What an operator does with a store that no server has open. */
@Command(
        name = "store",
        mixinStandardHelpOptions = true,
        description = "Works on a store that no server has open.",
        subcommands = StoreReopen.class)
final class StoreCommand {}
