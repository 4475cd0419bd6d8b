// What every program begins with.
//
// Arrays come as a buffer and the index of their first element. Work items beyond the last element
// only fill up their group: each kernel starts by letting them go.

#pragma OPENCL FP_CONTRACT OFF

#define AXES 8

// Axes of two arrays, the outermost first; Walk.java builds it.
typedef struct {
  int rank;
  int extent[AXES];
  int a[AXES];
  int b[AXES];
} Walk;

// Where element i of a walk is in both arrays, relative to their first elements.
int2 place(const Walk w, int i) {
  int2 at = (int2)(0, 0);
  for (int axis = w.rank - 1; axis > 0; axis--) {
    int position = i % w.extent[axis];
    i /= w.extent[axis];
    at += (int2)(position * w.a[axis], position * w.b[axis]);
  }
  return at + (int2)(i * w.a[0], i * w.b[0]);
}

// Whether a candidate beats the largest so far: NaN wins, and the first of equal ones stays.
bool is_larger(float candidate, float best) {
  return candidate > best || (isnan(candidate) && !isnan(best));
}

