"""Master data: tables of the ERP taken in, and suppliers as the house knows them."""
