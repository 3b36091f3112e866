package io.liuhen.storage.check;

/** Something is not of the form that it should have; the message says how, without what it holds. */
final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
        super(message);
    }
}
