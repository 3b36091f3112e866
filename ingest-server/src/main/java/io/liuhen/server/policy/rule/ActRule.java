package io.liuhen.server.policy.rule;

import java.util.List;
import java.util.Optional;

/**
 * What a text says about recording one kind of act.
 *
 * @param title what people call the kind
 * @param when under which circumstances the level applies; else nothing is asked
 * @param media the forms that the text names for it; empty: any
 * @param reading why there is no article, where there is none, or how an unclear one is taken
 * @param cites the articles; empty only for {@link Level#NONE} with a reading
 */
public record ActRule(
        String kind,
        String title,
        Level level,
        Condition when,
        List<String> media,
        Optional<String> reading,
        List<Citation> cites) {
    public ActRule {
        media = List.copyOf(media);
        cites = List.copyOf(cites);
    }
}
