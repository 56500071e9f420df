-- The last warnings were counted to the limit that ends earlier; they are given again to the limit itself.
update petitions_case set warned = 90 where closed_at is null and warned >= 99;
