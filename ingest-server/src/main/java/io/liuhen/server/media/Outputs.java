package io.liuhen.server.media;

import java.nio.ByteBuffer;

/** In the server: where what a worker sends of its files goes. Used by the thread that talks with the worker. */
interface Outputs {
    /** Nothing is to be made. */
    Outputs NONE = new Outputs() {
        @Override
        public void begin(Derivative what) throws Wire.GarbledException {
            throw new Wire.GarbledException("makes a file where none was asked for");
        }

        @Override
        public void write(Derivative what, long offset, ByteBuffer bytes) throws Wire.GarbledException {
            throw new Wire.GarbledException("writes a file where none was asked for");
        }

        @Override
        public void read(Derivative what, long offset, ByteBuffer into) throws Wire.GarbledException {
            throw new Wire.GarbledException("reads a file where none was asked for");
        }
    };

    /** Begins this file, or begins it anew. */
    void begin(Derivative what) throws Wire.GarbledException, LostException;

    /** Puts the bytes at their place in it. */
    void write(Derivative what, long offset, ByteBuffer bytes) throws Wire.GarbledException, LostException;

    /** Fills the buffer with what stands at that place, fewer at the end. */
    void read(Derivative what, long offset, ByteBuffer into) throws Wire.GarbledException, LostException;
}
