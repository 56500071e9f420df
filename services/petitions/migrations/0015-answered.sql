-- The kept figures of months tell now which cases were answered: they are counted anew.
update petitions_month set generation = generation + 1;
