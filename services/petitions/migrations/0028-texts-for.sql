-- What a canned text is for: an answer, or another letter to the petitioner.
alter table petitions_text add column writing text not null default 'reply';
