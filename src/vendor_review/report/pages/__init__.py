"""Pages around the sections: blocks, templates, the exporter, and the record that a finished notebook leaves."""
