-- Which section wrote a letter: its people and the director read it, nobody else.
alter table foundation_mail add column section text not null default '';
create index foundation_mail_of_section on foundation_mail (section, id);
