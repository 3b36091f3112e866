package io.liuhen.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DataSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0B, 0",
        "1B, 1",
        "1KiB, 1024",
        "64MiB, 67108864",
        "3 GiB, 3221225472",
        "1TiB, 1099511627776",
        "8388607TiB, 9223370937343148032",
    })
    void aSizeIsWrittenWithItsUnit(String text, long bytes) {
        assertEquals(new DataSize(bytes), DataSize.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "64", "64MB", "64M", "64mib", "-1B", "1.5GiB", "MiB", "1 MiB ", "８MiB"})
    void anythingElseIsRefusedWithAnExampleOfWhatIsRight(String text) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> DataSize.parse(text));
        assertEquals("not a size: \"" + text + "\"; write it like 64MiB", refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"8388608TiB", "999999999999999TiB"})
    void aSizeThatNoDiskHasIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> DataSize.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"0, 0B", "1023, 1023B", "1024, 1KiB", "1536, 1536B", "67108864, 64MiB", "1099511627776, 1TiB"})
    void aSizeIsShownInTheLargestUnitThatFits(long bytes, String text) {
        assertEquals(text, new DataSize(bytes).toString());
        assertEquals(new DataSize(bytes), DataSize.parse(text));
    }

    @Test
    void nothingIsTheLeast() {
        assertThrows(IllegalArgumentException.class, () -> new DataSize(-1));
        assertEquals(new DataSize(512L << 20), DataSize.mebibytes(512));
    }
}
