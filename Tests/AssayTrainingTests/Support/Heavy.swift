import Foundation

/// Whether tests that train for long are wanted: the environment variable `ASSAY_HEAVY` is 1.
let isHeavyWanted = ProcessInfo.processInfo.environment["ASSAY_HEAVY"] == "1"
