"""The contract of the open data: what may be asked, and what is answered."""
