"""Nothing is late in silence: the watcher, the class teacher's list, breaches; and what is seen of it all."""
