package io.liuhen.server.policy.rule;

/** How strictly a text asks for a recording of an act; from the weakest to the strictest. */
public enum Level {
    /** The text does not ask; a written record may be enough. */
    NONE,
    /** 可以. */
    MAY,
    /** 推行. */
    PROMOTE,
    /** 根据实际情况. */
    BY_CIRCUMSTANCES,
    /** 必要时应当: whether it is necessary is judged, and the judgement recorded. */
    MUST_IF_NEEDED,
    /** 应当. */
    MUST
}
