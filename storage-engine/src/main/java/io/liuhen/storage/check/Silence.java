package io.liuhen.storage.check;

/** For what was told before. */
final class Silence implements CheckListener {
    @Override
    public void finding(Finding finding) {}

    @Override
    public void note(String path, String text) {}

    @Override
    public void unable(String path, String reason) {}

    @Override
    public void progress(String text) {}
}
