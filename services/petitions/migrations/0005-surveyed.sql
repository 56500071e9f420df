-- When the petitioner was asked whether it is solved: the days to answer are counted from then on.
alter table petitions_case add column surveyed_at text;
