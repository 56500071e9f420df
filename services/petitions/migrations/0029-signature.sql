-- Who signed an oral record on the screen: the name as it was typed, as whom, and that paper was offered (電子簽章法 §5).
alter table petitions_record add column signature text not null default '';
alter table petitions_record add column signed_by text not null default '';
alter table petitions_record add column paper_offered boolean not null default false;
