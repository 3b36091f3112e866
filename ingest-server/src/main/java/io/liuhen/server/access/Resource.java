package io.liuhen.server.access;

import java.util.Optional;
import java.util.Set;

/**
 * What somebody wants to do something to, as far as that matters for whether he may.
 *
 * @param unit to which it belongs
 * @param sender the {@linkplain Caller#identity identity} that opened the upload; empty where nobody has proven one
 * @param device the device that recorded it; empty where that is not said
 * @param makerNumbers the numbers of those who made it
 */
public record Resource(String unit, Optional<String> sender, Optional<String> device, Set<String> makerNumbers) {
    /** Copies the set. */
    public Resource {
        makerNumbers = Set.copyOf(makerNumbers);
    }

    /** The records of a unit as a whole. */
    public static Resource of(String unit) {
        return new Resource(unit, Optional.empty(), Optional.empty(), Set.of());
    }

    /** An upload that somebody would open, for a device where he names one. */
    public static Resource opened(Caller by, String unit, Optional<String> device) {
        return new Resource(unit, Optional.of(by.identity()), device, Set.of());
    }
}
