"""What stats writes for people and programs to read: files of a release, pages of a report."""
