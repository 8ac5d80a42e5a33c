"""`python -m safelight` is the same as `safelight`."""

if __name__ == "__main__":  # workers import this module, too, and need no commands
    from safelight.cli import main

    main()
