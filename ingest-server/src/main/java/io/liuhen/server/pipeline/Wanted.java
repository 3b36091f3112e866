package io.liuhen.server.pipeline;

import io.liuhen.server.lettering.Lettering;
import io.liuhen.server.rendition.Captions;
import io.liuhen.server.rendition.Copies;
import io.liuhen.server.rendition.Profiles;
import io.liuhen.server.rendition.ProxyWishes;
import io.liuhen.server.rendition.Redactions;
import io.liuhen.storage.Records;

/** Which copies for viewing are wanted, and what they are like. */
public record Wanted(
        Profiles profiles,
        ProxyWishes wishes,
        Captions captions,
        Copies copies,
        Redactions redactions,
        Records records,
        Lettering lettering) {}
