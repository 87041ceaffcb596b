"""The commands: parse, call the pipeline, show. The only room that prints, asks or exits."""
