"""Who is told what, and the proof of it: audit, proof, channel policy, abuse, and everything at once."""
