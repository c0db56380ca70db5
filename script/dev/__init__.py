"""What the commands in ``script/`` do. Standard library only: it runs before anything is installed."""
