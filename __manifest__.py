{"name":"x"}
