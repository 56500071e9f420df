create index foundation_file_of_matter on foundation_file (matter, matter_id);
