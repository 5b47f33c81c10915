"""What several inventories read: React, zod, types, values. Knows no inventory."""
