package io.liuhen.server.dossier;

import io.liuhen.server.records.Terms;
import io.liuhen.storage.index.Term;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What matters of a statement to whoever keeps it.
 *
 * @param errors what is wrong with it; nothing else counts where there are any
 * @param points what counts from when it was first stated, with its value
 * @param number of a case
 * @param cases that an act belongs to
 * @param sortAt its place in lists; empty: when it was first put on record
 * @param found names and values by which it is found
 */
record Form(
        List<String> errors,
        Map<String, String> points,
        Optional<String> number,
        List<Link> recordings,
        List<String> cases,
        Optional<Instant> sortAt,
        List<Map.Entry<String, String>> found) {
    static Form of(Act act, List<String> errors) {
        List<Map.Entry<String, String>> found = new ArrayList<>();
        act.kinds().forEach(kind -> found.add(Map.entry("kind", kind)));
        act.cases().forEach(id -> found.add(Map.entry("case", id)));
        links(act.recordings(), found);
        return new Form(
                errors, act.points(), Optional.empty(), act.recordings(), act.cases(), Optional.of(act.start()), found);
    }

    static Form of(CaseFile file, List<String> errors) {
        List<Map.Entry<String, String>> found = new ArrayList<>();
        found.add(Map.entry("number", file.number()));
        found.add(Map.entry("state", file.isOver() ? "over" : "open"));
        file.handlers().forEach(name -> found.add(Map.entry("handler", name)));
        file.parties().forEach(name -> found.add(Map.entry("party", name)));
        links(file.recordings(), found);
        return new Form(
                errors,
                file.points(),
                Optional.of(file.number()),
                file.recordings(),
                List.of(),
                Optional.empty(),
                found);
    }

    private static void links(List<Link> links, List<Map.Entry<String, String>> found) {
        links.stream().map(Link::recording).distinct().forEach(id -> found.add(Map.entry("recording", id)));
    }

    List<Term> terms(Terms terms) {
        List<Term> all = new ArrayList<>(List.of(terms.all()));
        found.forEach(each -> all.add(terms.of(each.getKey(), each.getValue())));
        return all.stream().distinct().toList();
    }
}
