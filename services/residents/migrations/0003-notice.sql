-- The notice on personal data that was shown when a member was written down.
alter table residents_member add column notice_version text not null default '';
