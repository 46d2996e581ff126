"""What happened: acts, versions of every row, and the clock that dates them."""
