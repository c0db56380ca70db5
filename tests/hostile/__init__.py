"""Text made to hurt the reading of email. Pure: ``script/bench lines`` uses it, too."""
