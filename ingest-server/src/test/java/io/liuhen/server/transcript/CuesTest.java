package io.liuhen.server.transcript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** W3C, WebVTT, §4 and §6; SubRip as its programs write it. */
final class CuesTest {
    @Test
    void webVttIsReadWithEverythingThatIsNoCueLeftOut() {
        String text = """
                WEBVTT - 现场检查
                Kind: captions

                NOTE 记录人口述
                两行

                STYLE
                ::cue { color: red }

                1
                00:01.500 --> 00:03.000 align:start line:0
                <v 承办人>你好，<b>我们</b>是执法人员。

                00:00:03.000 --> 01:00:04.250
                A &amp; B &lt;c&gt;
                第二行
                """;
        assertEquals(
                List.of(new Cue(1_500, 3_000, "你好，我们是执法人员。"), new Cue(3_000, 3_604_250, "A & B <c>\n第二行")),
                Cues.read(Format.WEBVTT, text));
    }

    @Test
    void subRipIsReadWithItsByteOrderMarkAndItsLineEnds() {
        String text = "\uFEFF1\r\n00:00:01,000 --> 00:00:02,500\r\n您好\r\n\r\n\r\n2\r\n"
                + "00:00:02,500 --> 00:00:04,000\r\n再见";
        assertEquals(List.of(new Cue(1_000, 2_500, "您好"), new Cue(2_500, 4_000, "再见")), Cues.read(Format.SUBRIP, text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|00:00:01.000 --> 00:00:02.000;words",
                "1|WEBVTTX;;00:01.000 --> 00:02.000;words",
                "3|WEBVTT;;00:02.000 --> 00:02.000;words",
                "3|WEBVTT;;00:61.000 --> 00:62.000;words",
                "4|WEBVTT;;name;00:01.000 -> 00:02.000;words",
                "6|WEBVTT;;00:05.000 --> 00:06.000;words;;00:04.000 --> 00:07.000;earlier"
            })
    void whatHasNoTimesSaysInWhichLine(int line, String text) {
        IllegalArgumentException wrong =
                assertThrows(IllegalArgumentException.class, () -> Cues.read(Format.WEBVTT, text.replace(';', '\n')));
        assertTrue(String.valueOf(wrong.getMessage()).startsWith("line " + line + ": "), wrong::getMessage);
    }

    @Test
    void nothingIsNoTranscript() {
        assertThrows(IllegalArgumentException.class, () -> Cues.read(Format.WEBVTT, "WEBVTT\n\nNOTE nothing\n"));
        assertThrows(IllegalArgumentException.class, () -> Cues.read(Format.SUBRIP, ""));
        assertEquals(List.of(), Cues.read(Format.PLAIN, "问：姓名？答：张三。"));
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        long seed = 20_261_121;
        Random random = new Random(seed);
        String[] words = {"姓名", "<b>", "&amp;", "a & b", "-- >", "住址\n电话", "&lt;i&gt;"};
        for (int round = 0; round < 200; round++) {
            List<Cue> cues = new ArrayList<>();
            long at = 0;
            for (int i = 0; i <= random.nextInt(20); i++) {
                at += random.nextInt(10_000_000);
                cues.add(new Cue(at, at + 1 + random.nextInt(100_000), words[random.nextInt(words.length)]));
            }
            assertEquals(cues, Cues.read(Format.WEBVTT, Cues.webVtt(cues)), () -> "seed " + seed);
        }
    }

    @Test
    void noMarkOfAnothersPageLeavesAgain() {
        String shown = Cues.webVtt(
                Cues.read(Format.SUBRIP, "1\n00:00:01,000 --> 00:00:02,000\n<img src=x onerror=alert(1)> 1 < 2\n"));
        assertTrue(shown.endsWith("\n1 &lt; 2\n"), shown);
    }
}
