alter table foundation_mail add column secret boolean not null default false;
