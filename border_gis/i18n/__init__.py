"""Words for codes, in Vietnamese, English and Chinese."""
