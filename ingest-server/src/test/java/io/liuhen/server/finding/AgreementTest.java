package io.liuhen.server.finding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.liuhen.server.finding.Finding.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 吉林民政设备办法第九条: 声像资料反映的起止时间应当与相应文书记载的起止时间一致。 */
final class AgreementTest {
    private static final Instant START = Instant.parse("2026-11-20T08:00:00Z");

    private static List<Kind> kinds(Optional<Instant> claimed, Optional<Instant> container, Instant received) {
        Piece piece =
                new Piece("a", Optional.empty(), claimed, container, Optional.of(Duration.ofMinutes(10)), received);
        return new Agreement(Tolerances.USUAL)
                .of(piece).stream().map(Finding::kind).toList();
    }

    @ParameterizedTest(name = "the file says {0} s later: {1}")
    @CsvSource({
        "0, ",
        "5, ",
        "-5, ",
        "6, TIMES_DIFFER",
        "28800, ZONE_UNCLEAR",
        "-28803, ZONE_UNCLEAR",
        "20700, ZONE_UNCLEAR",
        "28810, TIMES_DIFFER",
        "172800, TIMES_DIFFER",
        "86400000, TIMES_DIFFER"
    })
    void whatTheDeviceSaidIsComparedWithItsFile(long later, Kind expected) {
        assertEquals(
                Optional.ofNullable(expected).map(List::of).orElse(List.of()),
                kinds(Optional.of(START), Optional.of(START.plusSeconds(later)), START.plusSeconds(86_400)));
    }

    @Test
    void whatEndedAfterItCameHasAClockThatIsWrong() {
        Instant end = START.plus(Duration.ofMinutes(10));
        assertEquals(List.of(), kinds(Optional.of(START), Optional.empty(), end.minusSeconds(120)));
        assertEquals(
                List.of(Kind.AHEAD_OF_RECEIPT), kinds(Optional.of(START), Optional.empty(), end.minusSeconds(121)));
        assertEquals(List.of(), kinds(Optional.empty(), Optional.empty(), Instant.EPOCH));
    }
}
