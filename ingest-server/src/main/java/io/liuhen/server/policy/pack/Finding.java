package io.liuhen.server.policy.pack;

/**
 * Something that is wrong with a file.
 *
 * @param path where in it, such as {@code deadlines[2].unit}
 * @param problem what is wrong
 * @param remedy what to do
 */
public record Finding(String path, String problem, String remedy) {
    @Override
    public String toString() {
        return path + ": " + problem + "; " + remedy;
    }
}
