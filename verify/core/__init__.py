"""Pure rules and words: values in, values out, no I/O and no clock."""
