package io.liuhen.server.media;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a file says that it was made.
 *
 * @param source where that stands: {@code location}, {@code exif.GPS}
 * @param latitudeMicrodegrees millionths of a degree (11 cm), north is positive; whole numbers, as what is signed has
 *     them
 * @param longitudeMicrodegrees the same, east is positive
 */
public record Place(String source, long latitudeMicrodegrees, long longitudeMicrodegrees) {
    private static final long MICRO = 1_000_000;

    private static final Pattern ISO_6709 = Pattern.compile("([+-]\\d{2}(?:\\.\\d+)?)([+-]\\d{3}(?:\\.\\d+)?).*");
    private static final Pattern FRACTION = Pattern.compile("(-?\\d{1,10}):(\\d{1,10})");

    public Place {
        if (Math.abs(latitudeMicrodegrees) > 90 * MICRO || Math.abs(longitudeMicrodegrees) > 180 * MICRO) {
            throw new IllegalArgumentException(
                    "no place on earth: " + latitudeMicrodegrees + ", " + longitudeMicrodegrees + " microdegrees");
        }
    }

    /** Every place that the container or the photo itself names. */
    public static List<Place> of(MediaFacts facts) {
        Set<Place> places = new LinkedHashSet<>();
        for (String source : List.of("location", "com.apple.quicktime.location.ISO6709")) {
            Matcher found = ISO_6709.matcher(facts.tags().getOrDefault(source, ""));
            if (found.matches()) {
                add(places, source, Double.parseDouble(found.group(1)), Double.parseDouble(found.group(2)));
            }
        }
        List<Double> north = fractions(facts.tags().getOrDefault("exif.GPSLatitude", ""));
        List<Double> east = fractions(facts.tags().getOrDefault("exif.GPSLongitude", ""));
        if (north.size() == 3 && east.size() == 3) {
            double latitude = degrees(north)
                    * (facts.tags().getOrDefault("exif.GPSLatitudeRef", "N").equals("S") ? -1 : 1);
            double longitude = degrees(east)
                    * (facts.tags().getOrDefault("exif.GPSLongitudeRef", "E").equals("W") ? -1 : 1);
            add(places, "exif.GPS", latitude, longitude);
        }
        return new ArrayList<>(places);
    }

    private static void add(Set<Place> places, String source, double latitude, double longitude) {
        if (Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) {
            places.add(new Place(source, Math.round(latitude * MICRO), Math.round(longitude * MICRO)));
        }
    }

    private static double degrees(List<Double> parts) {
        return parts.get(0) + parts.get(1) / 60 + parts.get(2) / 3600;
    }

    /** Numbers as EXIF has them: {@code 51:1, 45:1, 4467:100}; empty where one of them is none. */
    static List<Double> fractions(String text) {
        List<Double> numbers = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher fraction = FRACTION.matcher(part.strip());
            if (!fraction.matches() || Long.parseLong(fraction.group(2)) == 0) {
                return List.of();
            }
            numbers.add(Long.parseLong(fraction.group(1)) / (double) Long.parseLong(fraction.group(2)));
        }
        return numbers;
    }
}
