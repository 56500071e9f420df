-- Topics of single matters share rows from now on; those of before would stay for ever.
delete from foundation_generation where topic like '%/%';
