package io.liuhen.server.policy.pack;

import io.liuhen.server.policy.rule.Reading;
import io.liuhen.server.policy.rule.RulePack;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code liuhen rules list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the rule packs that come with the program.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:listed", "2:wrong options"})
final class RulesListCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--readings", description = "Also say how silent and contradicting places are taken.")
    private boolean readings;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        for (RulePack pack : ShippedPacks.read()) {
            out.println(pack.code() + "  " + pack.version() + "  "
                    + pack.from().map(date -> "from " + date).orElse("from ever") + "  " + pack.agency() + "  "
                    + pack.title());
            if (readings) {
                for (Reading reading : pack.readings()) {
                    out.println("    " + reading.topic() + ": " + reading.taken() + "（" + reading.why() + "）");
                }
            }
        }
        out.flush();
        return PolicyCommands.FINE;
    }
}
