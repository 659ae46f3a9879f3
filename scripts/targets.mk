# Targets that people call: run, test, checks, install.
