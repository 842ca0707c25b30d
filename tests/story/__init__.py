"""The story of a dossier over HTTP, against a platform that runs: `python -m tests.story --url …`."""
