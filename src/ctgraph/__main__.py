"""`python -m ctgraph` is the command `ctgraph`."""

from ctgraph.cli import main

if __name__ == "__main__":
    main()
