"""A build on many machines: any cluster that speaks Spark Connect (Spark 4, Databricks, Sail) reads and merges.

`driver` runs where the build was started and brings the stages together, `tasks` are what the machines of the cluster
do, `session` is the way to them and `remote` that to object stores.
"""
