import { defineConfig } from 'vitest/config'
import { apiAlone } from '../apiProject.ts'

export default defineConfig(apiAlone(import.meta.dirname))
