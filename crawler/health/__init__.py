"""How the crawls, the outlets and the files are: pure judgements over counts, and the readers that count."""
