"""Failed emails that are sent again."""
