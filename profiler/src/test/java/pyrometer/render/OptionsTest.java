package pyrometer.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    @Test
    void aKeyAloneMeansTrue() throws UnusableOption {
        assertTrue(Options.DEFAULT.with(Format.TEXT, "show_all").showAll());
        assertTrue(Options.DEFAULT.with(Format.JSON, "timeline").timeline());
    }

    @Test
    void valuesMayBeWrittenAsJsonOrAsTheyAre() throws UnusableOption {
        Options options = Options.DEFAULT
                .with(Format.TEXT, "unicode=true")
                .with(Format.TEXT, "color=1")
                .with(Format.TEXT, "time=\"percent_of_total\"")
                .with(Format.TEXT, "processor_options.filter_threshold=0.05")
                .with(Format.TEXT, "processor_options.hide_regex=\".*\\\\.tmp=x\"")
                .with(Format.TEXT, "processor_options.show_regex=.*/app/");

        assertTrue(options.unicode());
        assertTrue(options.color());
        assertEquals(Options.Time.PERCENT_OF_TOTAL, options.time());
        assertEquals(0.05, options.filterThreshold());
        assertEquals(".*\\.tmp=x", options.hide().orElseThrow().pattern());
        assertEquals(".*/app/", options.show().orElseThrow().pattern());
    }

    @Test
    void theLastValueOfAnOptionCounts() throws UnusableOption {
        Options options = Options.DEFAULT.with(Format.TEXT, "show_all").with(Format.TEXT, "show_all=false");

        assertEquals(Options.DEFAULT, options);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "show_all=maybe | show_all cannot be 'maybe': it takes true or false",
                "time=bogus | time cannot be 'bogus': it takes seconds or percent_of_total",
                "processor_options.filter_threshold=2"
                        + " | processor_options.filter_threshold cannot be '2': it takes a number from 0 to 1",
                "processor_options.filter_threshold=x"
                        + " | processor_options.filter_threshold cannot be 'x': it takes a number from 0 to 1",
                "processor_options.hide_regex=("
                        + " | processor_options.hide_regex: Unclosed group in the regular expression '('",
            })
    void anImpossibleValueIsRefusedWithThePossibleOnes(String setting, String message) {
        UnusableOption refused = assertThrows(UnusableOption.class, () -> Options.DEFAULT.with(Format.TEXT, setting));

        assertEquals(message, refused.getMessage());
    }

    @Test
    void anUnknownOptionIsRefusedWithTheKnownOnes() {
        UnusableOption refused =
                assertThrows(UnusableOption.class, () -> Options.DEFAULT.with(Format.JSON, "color=true"));

        assertEquals(
                "the format json has no option 'color': it has show_all, timeline,"
                        + " processor_options.filter_threshold, processor_options.hide_regex,"
                        + " processor_options.show_regex",
                refused.getMessage());
    }

    @Test
    void formatsAreFoundByName() throws UnusableOption {
        assertEquals(Format.TEXT, Format.named("text"));
        assertEquals(Format.JSON, Format.named("json"));
        assertEquals(
                "there is no format 'jsn': choose from text, json, pyro, html",
                assertThrows(UnusableOption.class, () -> Format.named("jsn")).getMessage());
    }

    @Test
    void formatsAreFoundByTheEndingOfAFileInAnyCase() {
        assertEquals(Optional.of(Format.JSON), Format.ofFile("out/Profile.JSON"));
        assertEquals(Optional.of(Format.TEXT), Format.ofFile("profile.txt"));
        assertEquals(Optional.empty(), Format.ofFile("profile"));
    }
}
