import Foundation

/// Whether two lists of bytes are equal, at the speed of a copy where `==` takes tens of nanoseconds a byte in debug builds.
public func haveSameBytes(_ x: [UInt8], _ y: [UInt8]) -> Bool {
  x.count == y.count && memcmp(x, y, x.count) == 0
}
