import { defineConfig } from 'vitest/config'
import { apiWithVault } from '../apiProject.ts'

export default defineConfig(apiWithVault(import.meta.dirname))
