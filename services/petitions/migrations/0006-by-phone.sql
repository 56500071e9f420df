create index petitions_case_by_phone on petitions_case (phone) where phone <> '';
