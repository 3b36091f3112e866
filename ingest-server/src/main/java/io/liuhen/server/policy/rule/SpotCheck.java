package io.liuhen.server.policy.rule;

import java.util.List;
import java.util.Optional;

/** Who looks at samples, how large a part is drawn (empty where the text gives no number), and what is asked. */
public record SpotCheck(String who, Optional<Double> ratio, List<Question> questions, Citation cite) {
    public SpotCheck {
        questions = List.copyOf(questions);
    }
}
