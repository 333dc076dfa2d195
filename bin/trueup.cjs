#!/usr/bin/env node
require('../dist/bin/start.cjs');
